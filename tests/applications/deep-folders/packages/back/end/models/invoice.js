module.exports = function(Invoice) {};
