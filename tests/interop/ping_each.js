'use strict';

// Reads the settings of several data sources by name. Connects each in turn as LoopBack does, and pings it; prints the
// error of each by name, or null. An exception that would end the application is one, too.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

let tell = () => {};
process.on('uncaughtException', error => tell(error));

function tried(settings) {
  return new Promise(resolve => {
    tell = error => resolve(error ? error.message || String(error) : null);
    const dataSource = new DataSource('tried', settings);
    dataSource.once('connected', () => dataSource.ping(tell));
    dataSource.once('error', tell);
  });
}

async function each(sources) {
  const errors = {};
  for (const [name, settings] of Object.entries(sources)) errors[name] = await tried(settings);
  console.log(JSON.stringify(errors));
  process.exit(0);
}

each(JSON.parse(readFileSync(0, 'utf8')));
