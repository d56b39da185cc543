package book

import "reflect"

// Kinds is every kind of fact that can be read, with its Go type.
var Kinds = kinds

// Envelope is what is stored around every fact.
var Envelope = reflect.TypeFor[stored]()

// Encode gives the stored form of a fact.
var Encode = encode
