'use strict';

// Reads the settings of a data source, connects as LoopBack does and pings, and prints the error, or null.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

process.on('uncaughtException', error => tell(error));
const dataSource = new DataSource('tried', JSON.parse(readFileSync(0, 'utf8')));
dataSource.once('connected', () => dataSource.ping(tell));
dataSource.once('error', tell);

function tell(error) {
  console.log(JSON.stringify(error ? error.message || String(error) : null));
  process.exit(0);
}
