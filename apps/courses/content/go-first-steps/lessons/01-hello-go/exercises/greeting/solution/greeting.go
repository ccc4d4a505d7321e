// Package greeting builds the sentences on the name tags of a meetup.
package greeting

import "fmt"

// Greet returns a greeting for the person with the given name.
func Greet(name string) string {
	return "Hello, " + name + "!"
}

// Introduce returns a sentence in which a person says who they are and what they learn.
func Introduce(name, language string) string {
	return fmt.Sprintf("My name is %s and I am learning %s.", name, language)
}
