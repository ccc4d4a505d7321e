module screentime

go 1.21
