package wordtally

import (
	"maps"
	"testing"
)

func TestCount(t *testing.T) {
	cases := []struct {
		description, text string
		want              map[string]int
	}{
		{"one word", "hello", map[string]int{"hello": 1}},
		{"a repeated word", "go go go", map[string]int{"go": 3}},
		{"upper and lower case are the same", "the cat and The dog", map[string]int{"the": 2, "cat": 1, "and": 1, "dog": 1}},
		{"any white space separates", "  one\ttwo\n\none ", map[string]int{"one": 2, "two": 1}},
		{"letters outside ASCII", "Über über", map[string]int{"über": 2}},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := Count(tc.text); !maps.Equal(got, tc.want) {
				t.Errorf("Count(%q) returned %v, want %v", tc.text, got, tc.want)
			}
		})
	}
}

func TestCountWithoutWords(t *testing.T) {
	cases := []struct{ description, text string }{
		{"empty text", ""},
		{"only white space", " \n\t "},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			got := Count(tc.text)
			if got == nil {
				t.Fatalf("Count(%q) returned nil, want an empty map", tc.text)
			}
			if len(got) != 0 {
				t.Errorf("Count(%q) returned %v, want an empty map", tc.text, got)
			}
		})
	}
}

func TestMostCommon(t *testing.T) {
	cases := []struct {
		description, text, word string
		count                   int
	}{
		{"no words", "", "", 0},
		{"a clear winner", "the cat and The dog", "the", 2},
		{"the winner comes late", "a b b c c c", "c", 3},
		{"all words tie", "pear apple fig", "apple", 1},
		{"two words tie at the top", "zoo ant zoo bee ant cat", "ant", 2},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			for attempt := 0; attempt < 20; attempt++ { // the order of a map changes from loop to loop
				word, count := MostCommon(tc.text)
				if word != tc.word || count != tc.count {
					t.Fatalf("MostCommon(%q) returned %q and %d, want %q and %d", tc.text, word, count, tc.word, tc.count)
				}
			}
		})
	}
}
