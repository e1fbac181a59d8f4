'use strict';

// Reads a list of data sources' settings, and prints what the drivers of LoopBack's connectors would connect to, or that
// they break down: nothing is connected. Where "asked" names options, those are printed.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');
const mysql = require('mysql');
const PoolConfig = require('mysql/lib/PoolConfig');
const {MongoClient} = require('mongodb');
const {ConnectionPool} = require('mssql');
const {Client} = require('pg');

function read(settings) {
  return {mongodb: readMongo, mssql: readMsSQL}[settings.connector]?.(settings) || readSQL(settings);
}

function readMongo({asked, ...settings}) {
  const {connector} = new DataSource('read', {...settings, lazyConnect: true});
  const connect = MongoClient.prototype.connect;
  let options;
  MongoClient.prototype.connect = function() {
    const unified = connect.call(this, () => {}); // the options are there before anything is sent
    options = {...this.s.options, ...this.s.options.writeConcern};
    if (unified && unified.catch) unified.catch(() => {});
  };
  connector.connect();
  MongoClient.prototype.connect = connect;
  return pick({...options, j: options.j || options.journal}, asked);
}

function readMsSQL({asked, ...settings}) {
  const {connector} = new DataSource('read', {...settings, lazyConnect: true});
  const {config} = new ConnectionPool(connector.connConfig);
  return pick({...config, ...config.options}, asked);
}

const pick = (found, names) => Object.fromEntries(names.map(name => [name, found[name]]));

function readSQL({asked, ...settings}) {
  let config;
  mysql.createPool = options => {
    config = new PoolConfig(options).connectionConfig;
    return {getConnection() {}};
  };
  const dataSource = new DataSource('read', {...settings, lazyConnect: true});
  if (settings.connector === 'mysql') dataSource.connector.connect();
  else config = new Client(dataSource.connector.pg.options).connectionParameters;
  const {host, user, password, database, socketPath, ssl, timezone, charsetNumber} = config;
  if (asked) return pick(config, asked);
  return {host, port: String(config.port), user, password, database, socketPath, ssl, timezone, charsetNumber};
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(settings => {
  try {
    return read(settings);
  } catch (error) {
    return {error: error.message};
  }
})));
process.exit(0); // a driver may be looking for its server still
