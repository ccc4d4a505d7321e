// Package playlist keeps the tracks of a music player.
package playlist

import "slices"

// Track is a piece of music.
type Track struct {
	Title   string
	Seconds int
}

// Playlist is a list of tracks. Its zero value is an empty list that is ready to use.
type Playlist struct {
	tracks []Track
}

// Add puts a track at the end of the list.
func (p *Playlist) Add(track Track) {
	p.tracks = append(p.tracks, track)
}

// Len returns the number of tracks.
func (p *Playlist) Len() int {
	return len(p.tracks)
}

// TotalSeconds returns the length of all tracks together.
func (p *Playlist) TotalSeconds() int {
	total := 0
	for _, track := range p.tracks {
		total += track.Seconds
	}
	return total
}

// Longest returns the first of the longest tracks, and whether there is one.
func (p *Playlist) Longest() (Track, bool) {
	if len(p.tracks) == 0 {
		return Track{}, false
	}
	longest := p.tracks[0]
	for _, track := range p.tracks[1:] {
		if track.Seconds > longest.Seconds {
			longest = track
		}
	}
	return longest, true
}

// Tracks returns the tracks in the order in which they were added. The slice belongs to the caller.
func (p *Playlist) Tracks() []Track {
	return slices.Clone(p.tracks)
}
