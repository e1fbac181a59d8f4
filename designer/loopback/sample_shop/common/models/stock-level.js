'use strict';

module.exports = function(StockLevel) {

};
