'use strict';

// Reads a list of data sources' settings, and prints what the drivers of LoopBack's SQL connectors would connect to,
// or that they break down: nothing is connected.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');
const mysql = require('mysql');
const PoolConfig = require('mysql/lib/PoolConfig');
const {Client} = require('pg');

function read(settings) {
  let config;
  mysql.createPool = options => {
    config = new PoolConfig(options).connectionConfig;
    return {getConnection() {}};
  };
  const dataSource = new DataSource('read', {...settings, lazyConnect: true});
  if (settings.connector === 'mysql') dataSource.connector.connect();
  else config = new Client(dataSource.connector.pg.options).connectionParameters;
  const {host, user, password, database, socketPath, ssl, timezone, charsetNumber} = config;
  return {host, port: String(config.port), user, password, database, socketPath, ssl, timezone, charsetNumber};
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(settings => {
  try {
    return read(settings);
  } catch (error) {
    return {error: error.message};
  }
})));
