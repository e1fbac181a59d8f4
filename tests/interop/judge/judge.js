'use strict';

// Boots applications one after another, and says for each whether it does: a line of JSON in, a line of JSON out.
//
// In: {folder, environment, boot, modules, required}: the application folder, NODE_ENV, the package to boot with, the
// folders of the packages that the application installed, which LoopBack's own packages look into last, and the scripts
// that its server requires before it boots.
// Out: {boots, error, warnings, doubtful, spoilt}: `doubtful` is an error that came from nowhere, so it may be that of an
// earlier case; `spoilt` tells that the case changed what all JavaScript shares, so this process should judge no more.
//
// Each case gets modules of LoopBack of its own; the packages below them stay loaded, which saves most of the time.
// Nothing is contacted: a socket never connects, so no boot waits for a server, and none ends because of one.

const fs = require('fs');
const Module = require('module');
const net = require('net');
const path = require('path');
const readline = require('readline');
const util = require('util');
const vm = require('vm');

const STATEFUL = new RegExp(
  '/node_modules/loopback(-datasource-juggler|-boot|-boot-3|-connector-remote)?/(?!.*/node_modules/)'
);
const CONNECTORS = path.join(__dirname, 'connectors');
const WARNINGS = 20;

let warnings = [];
let late = () => {};

net.Socket.prototype.connect = function() { return this; };
require('dns').lookup = () => {};
console.log = console.info = console.debug = () => {};
console.warn = console.error = (...args) => {
  if (warnings.length < WARNINGS) warnings.push(util.format(...args).slice(0, 500));
};
process.emitWarning = warning => console.warn(String(warning));
process.on('uncaughtException', error => late(error));
process.on('unhandledRejection', error => late(error));

const scripts = new Map();
const loadScript = Module._extensions['.js'];
Module._extensions['.js'] = (module, file) => STATEFUL.test(file) ? run(module, file) : loadScript(module, file);

// Runs a module of LoopBack anew without reading and compiling it anew.
function run(module, file) {
  if (!scripts.has(file)) {
    scripts.set(file, new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), {filename: file}));
  }
  const wrapper = scripts.get(file).runInThisContext();
  wrapper.call(module.exports, module.exports, Module.createRequire(file), module, file, path.dirname(file));
}

const shared = [Object, Function, Array, String].map(each => each.prototype);
const countShared = () => shared.reduce((sum, each) => sum + Object.getOwnPropertyNames(each).length, 0);
const usual = countShared();

const shelf = new Map();
const preloaded = new Set(Object.keys(require.cache));

function forget(folder) {
  for (const file of Object.keys(require.cache)) {
    const kept = preloaded.has(file) || (file.includes('node_modules') && !STATEFUL.test(file));
    if (!kept || file.startsWith(folder)) delete require.cache[file];
  }
  for (const file of Object.keys(require.cache)) {
    if (!file.startsWith(CONNECTORS)) continue;
    shelf.set(file, require.cache[file]);
    delete require.cache[file];
  }
  Module._pathCache = Object.create(null);
}

// A module that is in the cache is found even where it is not installed, so connectors are put away between cases.
function unpack(modules) {
  for (const [file, module] of shelf) {
    if (modules.some(folder => file.startsWith(folder))) require.cache[file] = module;
  }
}

function start({folder, environment, boot, modules, required}, done) {
  warnings = [];
  process.env.NODE_ENV = environment;
  process.env.NODE_PATH = modules.join(path.delimiter);
  Module._initPaths();
  unpack(modules);
  process.chdir(folder);
  let over = false;
  const tell = (error, doubtful) => {
    if (over) return;
    over = true;
    late = () => {};
    const message = error ? String(error.message || error) : null;
    done({boots: !error, error: message, warnings, doubtful, spoilt: countShared() !== usual});
    forget(path.dirname(modules[0]));
  };
  late = error => tell(error || new Error('nothing was thrown'), true);
  try {
    const app = require('loopback')();
    for (const script of required) require(script);
    require(boot)(app, folder, error => tell(error, false));
  } catch (error) {
    tell(error || new Error('nothing was thrown'), false);
  }
}

const lines = readline.createInterface({input: process.stdin});
lines.on('line', line => start(JSON.parse(line), answer => {
  setImmediate(() => fs.writeSync(1, `${JSON.stringify(answer)}\n`));
}));
lines.on('close', () => process.exit(0));
