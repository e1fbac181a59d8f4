'use strict';

module.exports = function(Order) {
  Order.prototype.cancel = function() {
    if (this.status !== 'sent') return this.updateAttribute('status', 'cancelled');
    const error = new Error('The order is on its way already, so it cannot be cancelled.');
    error.statusCode = 409;
    return Promise.reject(error);
  };
};
