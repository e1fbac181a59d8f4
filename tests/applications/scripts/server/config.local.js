'use strict';

module.exports = {port: 3001};
