'use strict';

// Sets up relations in LoopBack and prints what it makes of them, as JSON.
// Input: {models: [{name, properties, options}]}, attached in that order to a data source in memory. Output, by model:
// {properties: {name: type}, relations: {name: {type, keyFrom, keyTo, modelTo, through, keyThrough, polymorphic}},
// methods: [...]}.

const loopback = require('loopback');

const said = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const app = loopback({localRegistry: true, loadBuiltinModels: true});
const db = app.dataSource('db', {connector: 'memory'});
const models = said.models.map(each => app.registry.createModel(each.name, each.properties, each.options));
for (const model of models) app.model(model, {dataSource: db});

const typeOf = type => Array.isArray(type) ? [typeOf(type[0])] : type && (type.modelName || type.name);
const answer = {};
for (const model of Object.values(app.registry.modelBuilder.models)) {
  const properties = {};
  for (const name of Object.keys(model.definition.properties)) {
    properties[name] = typeOf(model.definition.properties[name].type);
  }
  const relations = {};
  for (const each of Object.values(model.relations || {})) {
    relations[each.name] = {
      type: each.type,
      keyFrom: each.keyFrom,
      keyTo: each.keyTo,
      modelTo: each.modelTo && each.modelTo.modelName,
      through: each.modelThrough && each.modelThrough.modelName,
      keyThrough: each.keyThrough,
      polymorphic: each.polymorphic,
    };
  }
  const methods = model.sharedClass ? model.sharedClass.methods().map(each => each.stringName) : [];
  answer[model.modelName] = {properties, relations, methods};
}
process.stdout.write(JSON.stringify(answer) + '\n', () => process.exit(0));
