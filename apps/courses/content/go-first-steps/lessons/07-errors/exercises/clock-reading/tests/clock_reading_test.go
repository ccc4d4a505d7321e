package clockreading

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	cases := []struct {
		description, text string
		want              int
	}{
		{"midnight", "00:00", 0},
		{"one minute past midnight", "00:01", 1},
		{"in the morning", "07:45", 465},
		{"leading zeros are no octal numbers", "09:08", 548},
		{"noon", "12:00", 720},
		{"the last minute of the day", "23:59", 1439},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			got, err := Parse(tc.text)
			if err != nil {
				t.Fatalf("Parse(%q) refused a good time: %v", tc.text, err)
			}
			if got != tc.want {
				t.Errorf("Parse(%q) returned %d, want %d", tc.text, got, tc.want)
			}
		})
	}
}

func TestParseRefusesBadFormat(t *testing.T) {
	cases := []struct{ description, text string }{
		{"empty text", ""},
		{"a colon only", ":"},
		{"one digit for the hour", "7:45"},
		{"no colon", "0745"},
		{"a dot instead of the colon", "07.45"},
		{"letters", "ab:cd"},
		{"a letter at the end", "07:4x"},
		{"a plus sign", "+7:45"},
		{"a minus sign", "07:-5"},
		{"space around it", " 07:45 "},
		{"space for a digit", " 7:45"},
		{"seconds", "07:45:00"},
		{"letters outside ASCII", "é:45"},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			checkRefusal(t, tc.text, ErrFormat, "ErrFormat")
		})
	}
}

func TestParseRefusesTimesThatDoNotExist(t *testing.T) {
	cases := []struct{ description, text string }{
		{"hour 24", "24:00"},
		{"minute 60", "12:60"},
		{"both too large", "99:99"},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			checkRefusal(t, tc.text, ErrRange, "ErrRange")
		})
	}
}

func checkRefusal(t *testing.T, text string, want error, name string) {
	t.Helper()
	got, err := Parse(text)
	if err == nil {
		t.Fatalf("Parse(%q) returned %d without an error, want %s", text, got, name)
	}
	if !errors.Is(err, want) {
		t.Errorf("Parse(%q) returned the error %q, for which errors.Is(err, %s) is false", text, err, name)
	}
	if !strings.Contains(err.Error(), text) {
		t.Errorf("Parse(%q) returned the error %q, which does not contain the text that was refused", text, err)
	}
	if got != 0 {
		t.Errorf("Parse(%q) returned %d together with an error, want 0", text, got)
	}
}
