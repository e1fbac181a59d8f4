'use strict';

var boot = require('loopback-boot');
var loopback = require('loopback');
var app = module.exports = loopback();

app.start = function() {
  return app.listen(function() {
    console.log('Listening at %s', app.get('url'));
  });
};

boot(app, __dirname, function(error) {
  if (error) throw error;
  if (require.main === module) app.start();
});
