package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"lotgate/internal/words"
)

// object is a JSON object being made.
type object = map[string]any

// describeAll writes the OpenAPI 3.1 document of the route table, in every
// language.
func (s *Server) describeAll() error {
	s.describe = map[words.Language][]byte{}
	for _, l := range words.Languages {
		text, err := json.MarshalIndent(s.openAPI(l), "", " ")
		if err != nil {
			return fmt.Errorf("describe the routes: %w", err)
		}
		s.describe[l] = text
	}
	return nil
}

func (c *call) openAPI() error {
	return c.sendBytes("application/json; charset=utf-8", c.describe[c.language()])
}

func (s *Server) openAPI(l words.Language) object {
	all := newSchemas()
	paths := object{}
	for _, r := range s.routes {
		if r.about.name == "" { // pages and their parts
			continue
		}
		path, _ := paths[r.pattern].(object)
		if path == nil {
			path = object{}
			paths[r.pattern] = path
		}
		path[strings.ToLower(r.method)] = r.operation(l, all)
	}
	all.of(refusal{})
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": "Lotgate", "version": "1", "description": words.Say("server.api").In(l)},
		"paths":   paths,
		"components": object{
			"schemas": all.named,
			"securitySchemes": object{
				"session": object{"type": "apiKey", "in": "cookie", "name": s.cookie("")},
				"token":   object{"type": "http", "scheme": "bearer"},
			},
		},
	}
}

func (r *route) operation(l words.Language, all schemas) object {
	op := object{
		"operationId": r.about.name,
		"summary":     words.Say("server.api." + r.about.name).In(l),
		"parameters":  r.parameters(),
		"responses":   r.responses(all),
		"security":    r.access.security(),
	}
	if r.access.right != "" {
		op["x-right"] = r.access.right
	}
	if r.body.kind == someJSON.kind && r.about.in != nil {
		op["requestBody"] = object{"required": true, "content": content(r.body.kind, all.of(r.about.in))}
	}
	if r.body.kind == files.kind {
		file := object{"type": "array", "items": object{"type": "string", "contentMediaType": "application/octet-stream"}}
		form := object{"type": "object", "required": []string{uploadField}, "properties": object{uploadField: file}}
		if r.about.in != nil {
			form = object{"allOf": []object{form, all.of(r.about.in)}}
		}
		op["requestBody"] = object{"required": true, "content": content(r.body.kind, form)}
	}
	return op
}

func content(kind string, schema object) object { return object{kind: object{"schema": schema}} }

// security is a list of ways in, of which one is enough; an empty one is the
// way in for everybody.
func (a access) security() []object {
	if a.open {
		return []object{{}}
	}
	return []object{{"session": []string{}}, {"token": []string{}}}
}

func (r *route) parameters() []object {
	all := []object{}
	for part := range strings.SplitSeq(r.pattern, "/") {
		name, found := strings.CutPrefix(part, "{")
		if name, _, found2 := strings.Cut(name, "}"); found && found2 {
			all = append(all, object{"name": name, "in": "path", "required": true, "schema": object{"type": "string"}})
		}
	}
	for _, name := range r.about.query {
		schema := object{"type": "string"}
		if name == "limit" {
			schema = object{"type": "integer", "minimum": 1, "maximum": mostRows}
		}
		all = append(all, object{"name": name, "in": "query", "schema": schema})
	}
	return all
}

func (r *route) responses(all schemas) object {
	no := object{"description": "refusal", "content": content("application/json", ref("refusal"))}
	responses := object{"default": no}
	switch {
	case r.about.kind == socket:
		answer := object{"description": "WebSocket"}
		if r.about.out != nil {
			answer["x-message"] = all.of(r.about.out)
		}
		responses[strconv.Itoa(http.StatusSwitchingProtocols)] = answer
	case r.about.kind != "":
		binary := object{"type": "string", "contentMediaType": r.about.kind}
		responses["200"] = object{"description": r.about.kind, "content": content(r.about.kind, binary)}
	case r.about.out != nil:
		responses["200"] = object{"description": "JSON", "content": content("application/json", all.of(r.about.out))}
	default:
		responses["204"] = object{"description": "done"}
	}
	return responses
}
