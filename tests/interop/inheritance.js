'use strict';

// Boots an application and prints what LoopBack makes of the parts of its models, those that they inherit too, as JSON.
// Argument: {folder, models}, as JSON. Output, by model: {settings: {part: value}, relations, scopes, methods, mixed,
// validated}: the settings as merged, the names of what was set up, the mixins that were applied with their options, and
// the properties that are validated.

const fs = require('fs');
const path = require('path');

const {folder, models} = JSON.parse(fs.readFileSync(0, 'utf8'));
const load = name => require(path.join(folder, 'node_modules', name));
for (const name of ['log', 'info', 'warn', 'error']) console[name] = () => {};
global.mixed = {};
const app = load('loopback')();
const PARTS = ['relations', 'relationships', 'scopes', 'methods', 'indexes', 'mixins', 'validations'];

load('loopback-boot')(app, path.join(folder, 'server'), error => {
  if (error) throw error;
  const answer = {};
  for (const name of models) {
    const model = app.registry.getModel(name);
    const scopes = Object.keys(model.scopes || {}).filter(each => model.scopes[each].isStatic);
    answer[name] = {
      settings: Object.fromEntries(PARTS.map(part => [part, model.settings[part]])),
      relations: Object.keys(model.relations),
      scopes,
      methods: model.sharedClass.methods().map(each => `${each.isStatic ? '' : 'prototype.'}${each.name}`),
      mixed: global.mixed[name] || {},
      validated: Object.keys(model.validations || {}),
    };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
});
