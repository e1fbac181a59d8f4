'use strict';

// A few products to look at, where the shop keeps its data in memory.
module.exports = async app => {
  const {Category, Product} = app.models;
  if (Product.dataSource.connector.name !== 'memory' || await Product.count()) return;
  const kitchen = await Category.create({name: 'Kitchen', slug: 'kitchen'});
  const pot = await kitchen.products.create({code: 'K-1', name: 'Tea pot', price: 24.5});
  await kitchen.products.create({code: 'K-2', name: 'Cup', price: 6});
  await kitchen.products.create({code: 'K-3', name: 'Strainer', price: 4.2});
  await pot.reviews.create({stars: 5, text: 'It does not drip.', published: true});
};
