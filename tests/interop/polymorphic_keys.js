'use strict';

// Creates something of each owner in LoopBack, and prints the foreign key it got, as JSON.
// Input: {models: [{name, properties, options}], ids: {owner: id}}, attached in that order to a data source in memory;
// each owner has a relation "tags". Output: {owner: key as JSON has it}.

const loopback = require('loopback');

const said = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const app = loopback({localRegistry: true, loadBuiltinModels: true});
const db = app.dataSource('db', {connector: 'memory'});
const models = said.models.map(each => app.registry.createModel(each.name, each.properties, each.options));
for (const model of models) app.model(model, {dataSource: db});

async function createEach() {
  const answer = {};
  for (const [name, code] of Object.entries(said.ids)) {
    const owner = await app.models[name].create({code});
    const made = await owner.tags.create({});
    answer[name] = JSON.parse(JSON.stringify(made)).ownerId;
  }
  return answer;
}

createEach().then(answer => {
  console.log(JSON.stringify(answer));
  process.exit(0);
}, error => {
  console.error(error.stack);
  process.exit(1);
});
