'use strict';

module.exports = {corp1: {password: process.env.CORP1_PASSWORD}};
