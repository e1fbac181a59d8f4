module.exports = function(Order) {};
