package goods

import (
	"bytes"
	"encoding/json"
)

// encode writes JSON as the Java build does: fields in order of declaration, <, > and & as they are.
func encode(value any) (string, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", err
	}
	return string(bytes.TrimRight(text.Bytes(), "\n")), nil
}
