'use strict';

// Reads a list of data sources' settings, and has a model on each read something that is not there, twice,
// and all of them at once.
// Prints for each its error, or null. Some drivers neither work nor fail: what has not read anything within the time
// given as argument, in milliseconds, has failed with the first error that its client told of.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

const patience = Number(process.argv[2]);

function use(settings, _, all) {
  return new Promise(resolve => {
    if (all.length === 1) process.on('uncaughtException', resolve);
    const dataSource = new DataSource(settings.name || 'tried', settings);
    const client = dataSource.connector._client || dataSource.client;
    let told = null;
    client.on('error', error => told = told || error);
    dataSource.on('error', error => told = told || error);
    setTimeout(() => resolve(told || new Error('no answer')), patience);
    const Tried = dataSource.createModel('Tried');
    const read = next => Tried.get ? Tried.get('nothing', next) : Tried.exists('nothing', next);
    read(error => error ? resolve(error) : read(again => resolve(again || null)));
  }).catch(error => error).then(error => error && (error.message || String(error)));
}

Promise.all(JSON.parse(readFileSync(0, 'utf8')).map(use)).then(errors => {
  console.log('\n' + JSON.stringify(errors));
  process.exit(0);
});
