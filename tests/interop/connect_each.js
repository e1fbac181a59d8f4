'use strict';

// Reads a list of data sources' settings, connects each as LoopBack does, and prints what came of it: its error, or
// null, and the methods that models would get. An exception that would have ended LoopBack counts as an error.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

let crashed = () => {};
process.on('uncaughtException', error => crashed(error));

function connect(settings) {
  return new Promise(resolve => {
    crashed = resolve;
    const dataSource = new DataSource('tried', settings);
    dataSource.once('error', resolve);
    dataSource.once('connected', () => resolve(dataSource.connector.DataAccessObject));
  }).catch(error => error).then(found => found instanceof Error
    ? {error: found.message, methods: []}
    : {error: null, methods: Object.keys(found || {})});
}

(async () => {
  const results = [];
  for (const settings of JSON.parse(readFileSync(0, 'utf8'))) results.push(await connect(settings));
  console.log(JSON.stringify(results));
  process.exit(0);
})();
