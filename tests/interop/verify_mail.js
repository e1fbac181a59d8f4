'use strict';

// Reads the settings of several mail data sources, has LoopBack's own connector make their transports, and nodemailer
// verify the first of each; prints for each the error, or null where there is none.

const {readFileSync} = require('fs');
const MailConnector = require('loopback/lib/connectors/mail');

Promise.all(JSON.parse(readFileSync(0, 'utf8')).map(verified)).then(found => {
  console.log(JSON.stringify(found));
  process.exit(0);
});

async function verified(settings) {
  try {
    await new MailConnector(settings).transports[0].verify();
    return null;
  } catch (error) {
    return error.message || error.code;
  }
}
