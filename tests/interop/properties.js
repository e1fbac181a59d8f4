'use strict';

// Reads a list of {properties, document}, and prints what a model with these properties makes of the document,
// and what it calls the keys of a relation that does not say.

const {readFileSync} = require('fs');
const {DataSource} = require('loopback-datasource-juggler');

function kept({properties, document}, place) {
  const memory = new DataSource('memory');
  const Model = memory.createModel(`Kept${place}`, properties, {strict: true, idInjection: false});
  return new Model(document).toJSON();
}

function key(name) {
  const memory = new DataSource('memory');
  const Model = memory.createModel(name, {});
  const Other = memory.createModel('Other', {});
  Model.hasMany(Other, {as: 'others'});
  return Model.relations.others.keyTo;
}

const {documents, names} = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify({documents: documents.map(kept), keys: names.map(key)}));
