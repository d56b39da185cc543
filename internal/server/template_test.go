package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// templates is a shelf with one template, that keeps nothing.
type templates struct{}

func (templates) List() ([]server.Template, error) {
	return []server.Template{{ID: "standard", Names: words.Names{ZH: "标准", EN: "Standard"}, Printers: []string{"zebra"}}}, nil
}

func (templates) Text(id string) (server.TemplateText, error) {
	if id != "standard" {
		return server.TemplateText{}, fact.Refuse("no_template")
	}
	return server.TemplateText{ID: id, Text: "id: standard\n"}, nil
}

func (templates) Preview(order server.PreviewOrder, w io.Writer) error {
	if order.Text == "" {
		return fact.Refuse("no_template")
	}
	_, err := io.WriteString(w, "drawn")
	return err
}

func (templates) Save(id, _ string) error {
	if id != "mine" {
		return fact.Refuse("template_id", "id", "mine", "file", id)
	}
	return nil
}

func (templates) Schema() []byte { return []byte("{}") }

// TestTemplates: who may see labels sees their templates and how they print;
// who sets devices up saves them and prints test labels.
func TestTemplates(t *testing.T) {
	h := newHouse(t)
	h.person("tech", auth.Technician)
	h.person("keeper", auth.Keeper)
	keeper, tech := h.desk("keeper"), h.desk("tech")
	if a := keeper.want(http.StatusOK, "GET", "/api/v1/templates", ""); !strings.Contains(a.text, `"printers":["zebra"]`) {
		t.Errorf("list %s", a.text)
	}
	keeper.want(http.StatusOK, "GET", "/api/v1/templates/standard", "")
	keeper.want(http.StatusOK, "GET", "/api/v1/templates/schema.json", "")
	keeper.refused(http.StatusNotFound, "no_template", "GET", "/api/v1/templates/none", "")
	if a := keeper.want(http.StatusOK, "POST", "/api/v1/templates/preview", `{"text":"id: a","sample":"usual","dpmm":8}`); a.text != "drawn" {
		t.Errorf("preview %q", a.text)
	}
	keeper.refused(http.StatusForbidden, "no_right", "PUT", "/api/v1/templates/mine", `{"text":"id: mine"}`)
	tech.want(http.StatusNoContent, "PUT", "/api/v1/templates/mine", `{"text":"id: mine"}`)
	tech.refused(http.StatusUnprocessableEntity, "template_id", "PUT", "/api/v1/templates/other", `{"text":"id: mine"}`)

	keeper.refused(http.StatusForbidden, "no_right", "POST", "/api/v1/printers/zebra/test", `{"id":"1"}`)
	tech.refused(http.StatusUnprocessableEntity, "unknown_printer", "POST", "/api/v1/printers/none/test", `{"id":"1"}`)
	tech.refused(http.StatusBadRequest, "bad_id", "POST", "/api/v1/printers/zebra/test", `{"id":""}`)
	if a := tech.want(http.StatusOK, "POST", "/api/v1/printers/zebra/test", `{"id":"1"}`); !strings.Contains(a.text, `"labels":["`) {
		t.Errorf("test label %s", a.text)
	}
}
