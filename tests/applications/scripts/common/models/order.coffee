module.exports = (Order) ->
