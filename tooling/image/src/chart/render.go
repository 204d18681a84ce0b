// Renders the templates of a chart with what helm gives them: Go's text/template, the functions of sprig, and helm's own that the chart uses.
// Arguments: the folder of the chart, and values that replace those of values.yaml, as JSON. Output: one YAML document a template.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readYaml(path string) map[string]interface{} {
	content, err := os.ReadFile(path)
	must(err)
	values := map[string]interface{}{}
	must(yaml.Unmarshal(content, &values))
	return values
}

func merge(under, over map[string]interface{}) map[string]interface{} {
	for key, value := range over {
		below, isMap := under[key].(map[string]interface{})
		above, isToo := value.(map[string]interface{})
		if isMap && isToo {
			under[key] = merge(below, above)
		} else {
			under[key] = value
		}
	}
	return under
}

func toYaml(value interface{}) string {
	text, err := yaml.Marshal(value)
	must(err)
	return strings.TrimSuffix(string(text), "\n")
}

func required(message string, value interface{}) (interface{}, error) {
	if value == nil || value == "" {
		return value, fmt.Errorf("%s", message)
	}
	return value, nil
}

func main() {
	chart, given := os.Args[1], map[string]interface{}{}
	must(json.Unmarshal([]byte(os.Args[2]), &given))
	about := readYaml(filepath.Join(chart, "Chart.yaml"))
	all := template.New("chart").Option("missingkey=zero")
	functions := sprig.TxtFuncMap()
	for _, name := range []string{"env", "expandenv"} {
		delete(functions, name)
	}
	functions["toYaml"], functions["required"] = toYaml, required
	functions["include"] = func(name string, data interface{}) (string, error) {
		var text bytes.Buffer
		err := all.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	all.Funcs(functions)
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	must(err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(err)
		template.Must(all.New(filepath.Base(file)).Parse(string(content)))
	}
	data := map[string]interface{}{
		"Values":  merge(readYaml(filepath.Join(chart, "values.yaml")), given),
		"Release": map[string]interface{}{"Name": "test", "Namespace": "default", "Service": "Helm"},
		"Chart":   map[string]interface{}{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]},
	}
	for _, file := range files {
		if name := filepath.Base(file); !strings.HasPrefix(name, "_") {
			fmt.Printf("---\n# %s\n", name)
			must(all.ExecuteTemplate(os.Stdout, name, data))
		}
	}
}
