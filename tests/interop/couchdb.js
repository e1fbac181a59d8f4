'use strict';

// A server that speaks CouchDB's language: PouchDB's. It keeps everything in memory, listens on the given port of
// loopback, and says “ready” on stderr.

const express = require('express');
const serve = require('express-pouchdb');
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory'))
  .plugin(require('pouchdb-mapreduce'))
  .plugin(require('pouchdb-replication'));

const databases = PouchDB.defaults({adapter: 'memory'});
const couchDB = serve(databases, {inMemoryConfig: true, logPath: '/dev/null'});
express().use(couchDB).listen(Number(process.argv[2]), '127.0.0.1', () => console.error('ready'));
