package server

import (
	"path"
	"reflect"
	"strings"
	"time"

	"lotgate/internal/words"
)

// schemas are the JSON schemas of the types that are sent and taken, by name.
// They are read off the Go types that encoding/json uses, so that they say
// what it does.
type schemas struct {
	named object
	types map[string]reflect.Type
}

func newSchemas() schemas { return schemas{object{}, map[string]reflect.Type{}} }

func ref(name string) object { return object{"$ref": "#/components/schemas/" + name} }

// of is the schema of a value's type, or a reference to it.
func (all schemas) of(value any) object { return all.ofType(reflect.TypeOf(value)) }

var (
	textType = reflect.TypeFor[words.Text]()
	timeType = reflect.TypeFor[time.Time]()
	byteType = reflect.TypeFor[[]byte]()
)

func (all schemas) ofType(t reflect.Type) object {
	switch t {
	case textType: // said in the viewer's language
		return object{"type": "string"}
	case timeType:
		return object{"type": "string", "format": "date-time"}
	case byteType:
		return object{"type": "string", "contentEncoding": "base64"}
	}
	switch t.Kind() {
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return object{"type": "integer"}
	case reflect.Slice:
		return object{"type": "array", "items": all.ofType(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": all.ofType(t.Elem())}
	case reflect.Pointer:
		return object{"anyOf": []object{all.ofType(t.Elem()), {"type": "null"}}}
	case reflect.Struct:
		return all.ofStruct(t)
	}
	return object{} // anything
}

// ofStruct files the schema of a struct under its name.
func (all schemas) ofStruct(t reflect.Type) object {
	name := nameOf(t)
	if other := all.types[name]; other != nil && other != t { // of another package
		name = path.Base(t.PkgPath()) + name
	}
	if all.types[name] == nil {
		schema := object{"type": "object"}
		all.named[name], all.types[name] = schema, t // before its fields, which may lead back to it
		properties, required := object{}, []string{}
		all.fields(t, properties, &required)
		schema["properties"] = properties
		schema["required"] = required
	}
	return ref(name)
}

// fields adds the fields of a struct as encoding/json names them; those of an
// embedded one come first and give way to the struct's own.
func (all schemas) fields(t reflect.Type, properties object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && tag == "":
			all.fields(f.Type, properties, required)
			continue
		case !f.IsExported() || tag == "-":
			continue
		case tag == "":
			tag = f.Name
		}
		schema := all.ofType(f.Type)
		if enum := f.Tag.Get("enum"); enum != "" {
			schema["enum"] = strings.Split(enum, ",")
		}
		if _, again := properties[tag]; !again && !strings.Contains(options, "omit") {
			*required = append(*required, tag)
		}
		properties[tag] = schema
	}
}

// nameOf is a name that is fit for a reference: "page[lotRow]" is "pageOfLotRow".
func nameOf(t reflect.Type) string {
	name, inner, generic := strings.Cut(t.Name(), "[")
	if !generic {
		return name
	}
	inner = strings.TrimSuffix(inner, "]")
	inner = inner[strings.LastIndexAny(inner, "./")+1:]
	return name + "Of" + strings.ToUpper(inner[:1]) + inner[1:]
}
