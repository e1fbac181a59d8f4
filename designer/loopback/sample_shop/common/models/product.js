'use strict';

module.exports = function(Product) {
  Product.cheapest = function() {
    return Product.findOne({order: 'price ASC', where: {available: true}});
  };
};
