module.exports = function(Customer) {
  Customer.greet = function(done) {
    done(null, 'hello');
  };
};
