'use strict';

// Boots an application and asks LoopBack who may call which method.
// Argument: {folder, models, principals, http, target}, as JSON: the application folder, the models to ask about, the
// principals as [{name, roles, identities}], whether to ask by HTTP too, and the file to write: for each model
// {methods: [{key, accessType}], cells: {key: {principal: {plain, withId, http, httpWithId}}}}.

const fs = require('fs');
const http = require('http');
const path = require('path');

const {folder, models, principals, http: byHttp, target} = JSON.parse(fs.readFileSync(0, 'utf8'));
const load = name => require(path.join(folder, 'node_modules', name));
for (const name of ['log', 'info', 'warn', 'error']) console[name] = () => {};
const loopback = load('loopback');
const app = loopback();
const INSTANCE = 4711;
const DENIED = ['AUTHORIZATION_REQUIRED', 'ACCESS_DENIED'];

load('loopback-boot')(app, path.join(folder, 'server'), error => {
  if (error) throw error;
  app.enableAuth();
  app.use(loopback.token());
  app.use('/api', loopback.rest());
  const server = app.listen(0, '127.0.0.1', async () => {
    try {
      const answer = await everything(server.address().port);
      fs.writeFileSync(target, JSON.stringify(answer));
      process.stdout.write('{}\n', () => process.exit(0));
    } catch (error) {
      process.stderr.write(`${error.stack}\n`, () => process.exit(1));
    }
  });
});

async function everything(port) {
  const classes = app.remotes().handler('rest').adapter.getClasses();
  const served = classes.flatMap(each => each.methods);
  const routes = new Map(served.map(each => [each.sharedMethod.stringName, each.getEndpoints()[0]]));
  const answer = {};
  for (const name of models) {
    const model = app.registry.getModel(name);
    const methods = model.sharedClass.methods();
    answer[name] = {
      methods: methods.map(method => ({key: key(method), accessType: model._getAccessTypeForMethod(method)})),
      cells: Object.fromEntries(methods.map(method => [key(method), {}])),
    };
  }
  // One after the other: the roles of somebody must not be those of the same user as another principal.
  for (const [index, principal] of principals.entries()) {
    const found = await token(principal, 100 + index);
    for (const name of models) await askAll(port, routes, principal, found, name, answer[name].cells);
  }
  return answer;
}

async function askAll(port, routes, principal, token, name, cells) {
  const model = app.registry.getModel(name);
  for (const method of model.sharedClass.methods()) {
    const ask = id => allowed(model, token, id, method);
    const id = await own(model, token, principal);
    const cell = cells[key(method)][principal.name] = {plain: await ask(undefined), withId: await ask(id)};
    const route = byHttp && method.name !== 'createChangeStream' && routes.get(method.stringName);
    if (route) {
      const call = query => request(port, model, route, token, principal, query);
      cell.http = await call('');
      cell.httpWithId = await call(`?id=${id}`);
    }
  }
}

const key = method => method.isStatic ? method.name : `prototype.${method.name}`;

async function token({roles, identities}, id) {
  await app.models.RoleMapping.destroyAll();
  if (roles.includes('$unauthenticated')) return null;
  const found = {id: `token-${id}`, ttl: 10000};
  const [, application] = identities.find(([type]) => type === 'APP') || [];
  const [type, given] = identities.find(([type]) => type !== 'APP') || [];
  if (application) found.appId = application;
  const named = roles.filter(each => !app.models.Role.resolvers[each]);
  const isUser = type || !application || named.length || roles.includes('$owner');
  if (!isUser) return found;
  const number = Number(given);
  found.userId = !type ? id : Number.isNaN(number) ? given : number;
  if (type && type !== 'USER') found.principalType = type;
  for (const role of named) {
    const made = await app.models.Role.findOne({where: {name: role}}) || await app.models.Role.create({name: role});
    await app.models.RoleMapping.create({principalType: type || 'USER', principalId: String(found.userId), roleId: made.id});
  }
  return found;
}

// The id of an instance that the principal owns, where it is to be one; of somebody else's otherwise.
async function own(model, token, {roles}) {
  const owner = roles.includes('$owner') ? token.userId : 1;
  const User = app.registry.getModel('User');
  if (model === User || model.prototype instanceof User) return owner;
  const id = model.definition.properties.id.type === String ? String(INSTANCE) : INSTANCE;
  const {connector} = model.dataSource;
  await new Promise(done => connector.updateOrCreate(model.modelName, {id, userId: owner}, {}, done));
  return id;
}

function allowed(model, token, id, method) {
  return new Promise((resolve, reject) => {
    model.checkAccess(token, id, method, {}, (error, answer) => error ? reject(error) : resolve(answer));
  });
}

async function request(port, model, route, token, principal, query) {
  if (token) await app.models.AccessToken.upsert(token);
  const id = await own(model, token, principal);
  const place = route.fullPath.replace(':id', id).replace(/:\w+/g, '1');
  const headers = {...(token ? {authorization: token.id} : {}), 'content-type': 'application/json'};
  const answer = await new Promise((resolve, reject) => {
    const sent = http.request({host: '127.0.0.1', port, method: route.verb, path: `/api${place}${query}`, headers}, got => {
      let text = '';
      got.on('data', part => { text += part; });
      got.on('end', () => resolve({status: got.statusCode, text}));
    });
    sent.on('error', reject);
    sent.end(['POST', 'PUT', 'PATCH'].includes(sent.method) ? '{}' : undefined);
  });
  // LoopBack checks arguments first: where those do not do, the answer tells nothing of access.
  if (answer.status === 400) return null;
  if (answer.status !== 401 && answer.status !== 403) return true;
  return !DENIED.includes(answer.text && JSON.parse(answer.text).error.code) && answer.text !== '';
}
