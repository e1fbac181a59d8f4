'use strict';

module.exports = function(Model) {
  Model.defineProperty('created', {type: Date, default: '$now'});
};
