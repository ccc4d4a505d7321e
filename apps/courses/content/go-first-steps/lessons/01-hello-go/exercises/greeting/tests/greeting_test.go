package greeting

import "testing"

func TestGreet(t *testing.T) {
	cases := []struct{ description, name, want string }{
		{"a short name", "Ada", "Hello, Ada!"},
		{"a name of two words", "Grace Hopper", "Hello, Grace Hopper!"},
		{"a name outside ASCII", "Zoë", "Hello, Zoë!"},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := Greet(tc.name); got != tc.want {
				t.Errorf("Greet(%q) returned %q, want %q", tc.name, got, tc.want)
			}
		})
	}
}

func TestIntroduce(t *testing.T) {
	cases := []struct{ description, name, language, want string }{
		{"learning Go", "Grace", "Go", "My name is Grace and I am learning Go."},
		{"learning another language", "Guido", "Python", "My name is Guido and I am learning Python."},
		{"a percent sign is just a letter", "100%d", "Go", "My name is 100%d and I am learning Go."},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := Introduce(tc.name, tc.language); got != tc.want {
				t.Errorf("Introduce(%q, %q) returned %q, want %q", tc.name, tc.language, got, tc.want)
			}
		})
	}
}
