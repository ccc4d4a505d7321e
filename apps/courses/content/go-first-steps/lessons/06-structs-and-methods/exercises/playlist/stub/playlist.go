// Package playlist keeps the tracks of a music player.
package playlist

// Track is a piece of music.
type Track struct {
	Title   string
	Seconds int
}

// Playlist is a list of tracks. Its zero value is an empty list that is ready to use.
type Playlist struct {
	// Add the fields that you need.
}

// Add puts a track at the end of the list.
func (p *Playlist) Add(track Track) {
	// Write your own code here.
}

// Len returns the number of tracks.
func (p *Playlist) Len() int {
	// Replace this line with your own code.
	return 0
}

// TotalSeconds returns the length of all tracks together.
func (p *Playlist) TotalSeconds() int {
	// Replace this line with your own code.
	return 0
}

// Longest returns the first of the longest tracks, and whether there is one.
func (p *Playlist) Longest() (Track, bool) {
	// Replace this line with your own code.
	return Track{}, false
}

// Tracks returns the tracks in the order in which they were added. The slice belongs to the caller.
func (p *Playlist) Tracks() []Track {
	// Replace this line with your own code.
	return nil
}
