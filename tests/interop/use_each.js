'use strict';

// Reads a list of data sources' settings, connects each as LoopBack does, looks for an instance of a model there, and
// prints what came of it: its error, or null. An exception that would have ended LoopBack counts as an error of the data
// source that it came from, even where it comes after others have begun.

const {create} = require('domain');
const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

function use(settings) {
  return new Promise((resolve, reject) => {
    const own = create();
    own.on('error', reject);
    own.run(() => {
      const dataSource = new DataSource('tried', settings);
      const model = dataSource.define('Tried', {name: String});
      const find = () => model.find({limit: 1}).then(resolve, reject);
      dataSource.once('error', reject);
      if (dataSource.connected) find();
      else dataSource.once('connected', find);
    });
  }).then(() => null, error => String(error && (error.message || error.code) || error));
}

(async () => {
  const results = [];
  for (const settings of JSON.parse(readFileSync(0, 'utf8'))) results.push(await use(settings));
  console.log(JSON.stringify(results));
  process.exit(0);
})();
