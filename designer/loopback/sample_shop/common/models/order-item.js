'use strict';

module.exports = function(OrderItem) {

};
