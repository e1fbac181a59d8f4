'use strict';

// Notes when something was created, and when it was changed last.
module.exports = Model => {
  Model.defineProperty('createdAt', {type: Date, defaultFn: 'now'});
  Model.defineProperty('updatedAt', {type: Date});
  Model.observe('before save', async context => {
    (context.instance || context.data).updatedAt = new Date();
  });
};
