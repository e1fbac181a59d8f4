'use strict';

// Reads a list of data sources' settings, connects each as LoopBack does, and prints what came of it: its error, or
// null, and the methods that models would get. An exception that would have ended LoopBack counts as an error, and so
// does silence: some connectors never answer.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

const SILENCE_MS = 15000;
let crashed = () => {};
process.on('uncaughtException', error => crashed(error));

function connect(settings) {
  let dataSource;
  return new Promise(resolve => {
    crashed = resolve;
    setTimeout(() => resolve(new Error(`nothing was heard for ${SILENCE_MS} ms`)), SILENCE_MS).unref();
    dataSource = new DataSource('tried', settings);
    dataSource.once('error', resolve);
    dataSource.once('connected', () => resolve(dataSource.connector.DataAccessObject));
  }).catch(error => error).then(found => {
    release(dataSource);
    return found instanceof Error ? {error: found.message, methods: []} : {error: null, methods: Object.keys(found || {})};
  });
}

/** A server has room for so many connections at once only. */
function release(dataSource) {
  try {
    if (dataSource && dataSource.connected) dataSource.disconnect(() => {});
  } catch (error) {
    // a connector that cannot let go has nothing to say about whether it connected
  }
}

(async () => {
  const alive = setInterval(() => {}, SILENCE_MS); // node would end where a connector waits for nothing
  const results = [];
  for (const settings of JSON.parse(readFileSync(0, 'utf8'))) results.push(await connect(settings));
  clearInterval(alive);
  console.log(JSON.stringify(results));
  process.exit(0);
})();
