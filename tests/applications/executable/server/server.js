#!/usr/bin/env node
'use strict';

require('loopback-boot')(require('loopback')(), __dirname);
