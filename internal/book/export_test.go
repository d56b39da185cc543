package book

// Kinds is every kind of fact that can be read, with its Go type.
var Kinds = kinds
