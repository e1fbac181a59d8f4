'use strict';

// Boots an application and writes the Swagger document that loopback-component-explorer serves of it.
// Nothing is contacted: a socket never connects, so that no boot waits for a server.
// Argument: {folder, environment, modules, required, target}, as JSON: the application folder, NODE_ENV, the folders of
// the packages that the application installed, the scripts that its server requires before it boots, and the file to
// write: {document} or {error}.

const fs = require('fs');
const Module = require('module');
const net = require('net');
const path = require('path');

const {folder, environment, modules, required, target} = JSON.parse(process.argv[2]);

net.Socket.prototype.connect = function() { return this; };
require('dns').lookup = () => {};
for (const name of ['log', 'info', 'debug', 'warn', 'error']) console[name] = () => {};
process.emitWarning = () => {};
process.on('uncaughtException', error => end({error: String(error && error.stack)}));
process.on('unhandledRejection', () => {});

process.env.NODE_ENV = environment;
process.env.NODE_PATH = modules.join(path.delimiter);
Module._initPaths();
const nearest = start => fs.existsSync(path.join(start, 'package.json')) || start === path.dirname(start) ?
  start : nearest(path.dirname(start));
process.chdir(nearest(folder));

const app = require('loopback')();
for (const script of required) require(script);
require('loopback-boot')(app, folder, error => {
  if (error) return end({error: String(error.stack)});
  const explorer = Object.assign({apiInfo: app.get('apiInfo') || {}}, app.get('loopback-component-explorer'));
  end({document: require('loopback-swagger').generateSwaggerSpec(app, explorer)});
});

function end(answer) {
  fs.writeFileSync(target, JSON.stringify(answer));
  process.exit(0);
}
