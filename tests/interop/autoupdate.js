'use strict';

// Creates the tables of the models on a data source: node autoupdate.js <the application's server.js> <data source>

const {once} = require('events');
const [server, name] = process.argv.slice(2);
const app = require(server);

async function update() {
  if (app.booting !== false) await once(app, 'booted');
  await app.dataSources[name].autoupdate();
  return Object.values(app.models).map(model => model.modelName).sort();
}

update().then(models => {
  console.log(JSON.stringify(models));
  process.exit(0);
}, error => {
  console.error(error);
  process.exit(1);
});
