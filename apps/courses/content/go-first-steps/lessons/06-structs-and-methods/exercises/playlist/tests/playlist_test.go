package playlist

import (
	"slices"
	"testing"
)

var (
	soWhat   = Track{Title: "So What", Seconds: 562}
	naima    = Track{Title: "Naima", Seconds: 261}
	flamenco = Track{Title: "Flamenco Sketches", Seconds: 566}
	encore   = Track{Title: "Encore", Seconds: 566}
)

func filled(tracks ...Track) *Playlist {
	var list Playlist
	for _, track := range tracks {
		list.Add(track)
	}
	return &list
}

func TestEmptyPlaylist(t *testing.T) {
	var list Playlist
	if got := list.Len(); got != 0 {
		t.Errorf("Len() of an empty playlist returned %d, want 0", got)
	}
	if got := list.TotalSeconds(); got != 0 {
		t.Errorf("TotalSeconds() of an empty playlist returned %d, want 0", got)
	}
	if track, ok := list.Longest(); ok {
		t.Errorf("Longest() of an empty playlist returned %+v and true, want false", track)
	}
	if got := list.Tracks(); len(got) != 0 {
		t.Errorf("Tracks() of an empty playlist returned %+v, want no tracks", got)
	}
}

func TestLen(t *testing.T) {
	cases := []struct {
		description string
		list        *Playlist
		want        int
	}{
		{"one track", filled(naima), 1},
		{"three tracks", filled(soWhat, naima, flamenco), 3},
		{"the same track twice", filled(naima, naima), 2},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			if got := tc.list.Len(); got != tc.want {
				t.Errorf("Len() returned %d, want %d", got, tc.want)
			}
		})
	}
}

func TestTotalSeconds(t *testing.T) {
	if got := filled(soWhat, naima, flamenco).TotalSeconds(); got != 1389 {
		t.Errorf("TotalSeconds() of 562, 261 and 566 seconds returned %d, want 1389", got)
	}
}

func TestLongest(t *testing.T) {
	cases := []struct {
		description string
		list        *Playlist
		want        Track
	}{
		{"the only track", filled(naima), naima},
		{"the first track", filled(soWhat, naima), soWhat},
		{"the last track", filled(naima, soWhat, flamenco), flamenco},
		{"the first of equals", filled(soWhat, flamenco, encore), flamenco},
		{"a track without length", filled(Track{Title: "Silence"}), Track{Title: "Silence"}},
	}
	for _, tc := range cases {
		t.Run(tc.description, func(t *testing.T) {
			got, ok := tc.list.Longest()
			if !ok {
				t.Fatal("Longest() returned false, but there are tracks")
			}
			if got != tc.want {
				t.Errorf("Longest() returned %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestTracks(t *testing.T) {
	want := []Track{soWhat, naima, flamenco}

	t.Run("keeps the order", func(t *testing.T) {
		if got := filled(want...).Tracks(); !slices.Equal(got, want) {
			t.Errorf("Tracks() returned %+v, want %+v", got, want)
		}
	})

	t.Run("the caller's slice is independent", func(t *testing.T) {
		list := filled(want...)
		tracks := list.Tracks()
		if len(tracks) != len(want) {
			t.Fatalf("Tracks() returned %d tracks, want %d", len(tracks), len(want))
		}
		tracks[0].Title = "Scribbled over"
		if got := list.Tracks(); !slices.Equal(got, want) {
			t.Errorf("the caller changed its slice, and the playlist became %+v, want %+v", got, want)
		}
	})

	t.Run("two playlists do not share tracks", func(t *testing.T) {
		one, other := filled(soWhat), filled(naima)
		if one.Len() != 1 || other.Len() != 1 {
			t.Errorf("two lists with a track each have lengths %d and %d, want 1 and 1", one.Len(), other.Len())
		}
	})
}
