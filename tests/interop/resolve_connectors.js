'use strict';

// Reads a list of values for "connector", and prints for each the module that LoopBack takes: the path in node_modules
// or in LoopBack itself, or null where it finds none. No data source is made.

const {readFileSync} = require('fs');
const loopback = require('loopback');
const {DataSource} = require('loopback-datasource-juggler');

const app = loopback();
console.error = () => {};

function given(name) {
  let config;
  app.registry.createDataSource = (_, each) => {
    config = each;
    return {};
  };
  app.dataSource('asked', {connector: name});
  return config.connector;
}

function resolved(name) {
  const connector = given(name);
  if (typeof connector !== 'string') return connector;
  return DataSource._resolveConnector(connector).connector;
}

function fileOf(connector) {
  const found = connector && Object.values(require.cache).find(module => module.exports === connector);
  return found ? found.filename.split('node_modules/').pop() : null;
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(name => {
  try {
    return fileOf(resolved(name));
  } catch (error) {
    return null;
  }
})));
