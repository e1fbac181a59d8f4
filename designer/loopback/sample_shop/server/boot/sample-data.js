'use strict';

// A few products to look at, where the shop keeps its data in memory.
module.exports = async app => {
  const {Category, Product, Review} = app.models;
  if (Product.dataSource.connector.name !== 'memory' || await Product.count()) return;
  const kitchen = await Category.create({name: 'Kitchen', slug: 'kitchen'});
  for (const [code, name, price] of [['K-1', 'Tea pot', 24.5], ['K-2', 'Cup', 6], ['K-3', 'Strainer', 4.2]]) {
    await kitchen.products.create({code, name, price});
  }
  await Review.create({
    reviewableType: 'Product', reviewableId: 'K-1', stars: 5, text: 'It does not drip.', published: true,
  });
};
