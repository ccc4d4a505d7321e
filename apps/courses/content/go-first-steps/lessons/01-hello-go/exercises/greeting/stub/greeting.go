// Package greeting builds the sentences on the name tags of a meetup.
package greeting

// Greet returns a greeting for the person with the given name.
func Greet(name string) string {
	// Replace this line with your own code.
	return ""
}

// Introduce returns a sentence in which a person says who they are and what they learn.
func Introduce(name, language string) string {
	// Replace this line with your own code.
	return ""
}
