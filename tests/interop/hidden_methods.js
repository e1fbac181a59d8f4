'use strict';

// Stores, changes, reads and deletes an instance of a model with a relation of each name, and prints what came of it.
// Input: {names: [...]}. Output, by name: {does: result or error as text}.

const loopback = require('loopback');

const said = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.on('uncaughtException', () => {});

function modelWith(name) {
  const app = loopback({localRegistry: true, loadBuiltinModels: false});
  app.dataSource('db', {connector: 'memory'});
  const tag = app.registry.createModel('Tag', {title: 'string'}, {});
  const relations = {[name]: {type: 'hasMany', model: 'Tag', foreignKey: 'noteId'}};
  const note = app.registry.createModel('Note', {text: 'string'}, {relations});
  for (const model of [tag, note]) app.model(model, {dataSource: 'db'});
  return note;
}

const DEEDS = {
  save: async(Note, note) => {
    note.text = 'saved';
    await note.save();
    return (await Note.findById(note.id)).text;
  },
  saveNew: async Note => {
    await new Note({text: 'new'}).save();
    return (await Note.find()).map(each => each.id).sort();
  },
  updateAttributes: async(Note, note) => {
    await note.updateAttributes({text: 'updated'});
    return (await Note.findById(note.id)).text;
  },
  updateAttribute: async(Note, note) => {
    await note.updateAttribute('text', 'updated');
    return (await Note.findById(note.id)).text;
  },
  patchAttributes: async(Note, note) => {
    await note.patchAttributes({text: 'patched'});
    return (await Note.findById(note.id)).text;
  },
  replaceAttributes: async(Note, note) => {
    await note.replaceAttributes({text: 'replaced'});
    return (await Note.findById(note.id)).text;
  },
  reload: async(Note, note) => (await note.reload()).text,
  destroy: async(Note, note) => {
    await note.destroy();
    return Note.count();
  },
  send: async(Note, note) => JSON.stringify(note),
};

async function outcome(name, deed) {
  const Note = modelWith(name);
  const {id} = await Note.create({text: 'first'});
  return deed(Note, await Note.findById(id));
}

const late = () => new Promise(resolve => setTimeout(resolve, 2000, 'no answer'));

async function ofEach(name) {
  const answer = {};
  await Promise.all(Object.entries(DEEDS).map(async([what, deed]) => {
    answer[what] = String(await Promise.race([outcome(name, deed), late()]).catch(error => error.message));
  }));
  return answer;
}

async function all() {
  const answer = {};
  await Promise.all(said.names.map(async name => {
    answer[name] = await ofEach(name);
  }));
  console.log(JSON.stringify(answer));
  process.exit(0);
}

all();
