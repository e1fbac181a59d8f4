'use strict';

module.exports = {Customer: {public: false}};
