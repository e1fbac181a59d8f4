'use strict';

// Reads the settings of a data source, connects as LoopBack does, and prints the error, or null where it connected.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

const dataSource = new DataSource('tried', JSON.parse(readFileSync(0, 'utf8')));
dataSource.once('connected', () => tell(null));
dataSource.once('error', error => tell(error.message || error.code));

function tell(error) {
  console.log(JSON.stringify(error));
  process.exit(0);
}
